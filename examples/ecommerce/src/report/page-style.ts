import { html, type Markup } from './html.ts'

/** How a page looks, in light and in dark; nothing is loaded from elsewhere. */
export const pageStyle: Markup = html`<style>
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --ink: #1b1c1e; --soft: #5d6169; --rule: #e2e3e0;
  --c0: #2a78d6; --c1: #d9541e; --c2: #12936b; --c3: #b98300; --c4: #c4518a; --c5: #5b4bc4; --c6: #8a8f98;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181b; --card: #1f2226; --ink: #e9eaec; --soft: #a2a7af; --rule: #353a40;
    --c0: #5aa2f5; --c1: #f0804f; --c2: #35bd92; --c3: #dfae3c; --c4: #e585b5; --c5: #a196f2; --c6: #8f959e;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 4rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
h3 { font-size: .95rem; margin: 1rem 0 .25rem; font-weight: 600; }
p { margin: .25rem 0 .75rem; color: var(--soft); }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 1rem 1.25rem; margin-top: 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin: 1rem 0 0; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: .6rem .9rem; }
.tiles dt { color: var(--soft); font-size: .8rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .87rem; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
th.word, td.word { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 10rem; }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.grid { stroke: var(--rule); }
.tick { fill: var(--soft); }
.name { fill: var(--ink); font-size: 12px; }
.line { fill: none; stroke: var(--c); stroke-width: 1.75; stroke-linejoin: round; }
.mark { stroke: var(--c); stroke-width: 2; }
.gap { stroke: var(--card); stroke-width: 2.5; }
.dot, .fill { fill: var(--c); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .25rem 0 .5rem; padding: 0; font-size: .85rem; color: var(--soft); }
.legend i { display: inline-block; width: .75rem; height: .75rem; border-radius: 3px; margin-right: .4rem; vertical-align: -1px; background: var(--c); }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); }
.c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--soft); }
@media print { body { background: none; } section { break-inside: avoid; } }
</style>`
