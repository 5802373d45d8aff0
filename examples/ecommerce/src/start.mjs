// Plain JavaScript that any Node can read: an old one would stop at the first TypeScript file with a riddle.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const runsTypeScript = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)

if (runsTypeScript) await import('./main.ts')
else {
  process.stderr.write(
    `ecommerce needs Node.js 22.18 or newer, this is ${process.versions.node}: start it with 'npm run ecommerce'.\n`,
  )
  process.exitCode = 2
}
