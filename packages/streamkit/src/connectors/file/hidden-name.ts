/** Whether readers of a folder pass a file or folder over because of its name. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_')
}
