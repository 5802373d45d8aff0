import { element, setText } from './elements.js'

const key = 'streamkit-theme'
const themes = /** @type {const} */ (['auto', 'light', 'dark'])

/** @returns {(typeof themes)[number]} */
function stored() {
  try {
    const value = localStorage.getItem(key)
    return themes.find((theme) => theme === value) ?? 'auto'
  } catch {
    // Where storage is forbidden, the choice lasts as long as the page.
    return 'auto'
  }
}

/**
 * Lets the button go through the themes. `auto` follows the system.
 *
 * @param {HTMLButtonElement} button
 * @param {() => void} changed
 */
export function startTheme(button, changed) {
  let theme = stored()
  const choice = element('span')
  button.replaceChildren(element('span', { class: 'theme-word' }, 'Theme: '), choice)
  const show = () => {
    document.documentElement.dataset.theme = theme
    setText(choice, theme)
    button.setAttribute('aria-label', `Theme: ${theme}`)
    changed()
  }
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto'
    try {
      localStorage.setItem(key, theme)
    } catch {
      // see above
    }
    show()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
  show()
}

/**
 * What a custom property of the style sheet is now, as a canvas understands it.
 *
 * @param {string} name
 * @returns {string}
 */
export function color(name) {
  const probe = document.createElement('span')
  probe.hidden = true
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}
