/** A row whose columns the compiler does not know: any name, any value. What an untyped schema gives. */
// biome-ignore lint/suspicious/noExplicitAny: the escape hatch out of the typed rows
export type UntypedRow = Record<string, any>

/** Shows an intersection as one object type. */
export type Flatten<T> = { [K in keyof T]: T[K] } & {}

/** A message in the place of a type, so that the compiler's complaint can be read. */
export interface Refused<Message extends string> {
  readonly refused: Message
}
