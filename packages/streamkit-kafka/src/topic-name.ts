const longest = 249
const legal = /^[a-zA-Z0-9._-]+$/

/** Whether Kafka would take the name for a topic: letters, digits, `.`, `_` and `-`, at most 249 of them. */
export function isTopicName(name: string): boolean {
  return legal.test(name) && name.length <= longest && name !== '.' && name !== '..'
}
