/**
 * Files, injected: the engine and the file connectors touch no other. What the contract promises is POSIX and no more: a write is durable after `sync`
 * of the file, a name after `syncDirectory` of its folder; a simulation may lose everything else.
 *
 * Paths are absolute, with `/`. Failures reject with Node's error codes (`ENOENT`, `EEXIST`, `ENOSPC`, `EIO`, ...).
 */
export interface FileSystem {
  open(path: string, flags: OpenFlags): Promise<FileHandle>
  /** The whole file. */
  readFile(path: string): Promise<Uint8Array>
  /** Atomic within a file system; replaces `to`. */
  rename(from: string, to: string): Promise<void>
  /** A second name for a file; fails with EEXIST if `to` exists: an atomic create-if-absent. */
  link(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  /** With its parents; an existing folder is no error. */
  mkdir(path: string): Promise<void>
  /** Empty folders only. */
  rmdir(path: string): Promise<void>
  /** Entries of a folder, in no order. */
  readdir(path: string): Promise<readonly DirectoryEntry[]>
  /** Follows links. */
  stat(path: string): Promise<FileStatus>
  /** The path without links and `..`. */
  realpath(path: string): Promise<string>
  /** Makes the names in a folder durable. */
  syncDirectory(path: string): Promise<void>
  /** Calls `onChange` soon after something in or below the folder may have changed: a hint only. Gives the way to stop. */
  watch?(path: string, onChange: () => void): () => void | Promise<void>
}

/** `r` read · `wx` create for writing, fail with EEXIST if there · `w` create or empty · `a` append, create if absent. Files are made 0600. */
export type OpenFlags = 'r' | 'w' | 'wx' | 'a'

export interface FileHandle {
  /** Fills `into` from `position` on as far as it can; gives the count, 0 at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Writes all of `bytes` at the current end of what this handle has written. */
  write(bytes: Uint8Array): Promise<void>
  /** Makes everything written so far durable. After a failure the file counts as broken: never retried. */
  sync(): Promise<void>
  close(): Promise<void>
}
export interface DirectoryEntry {
  readonly name: string
  readonly isDirectory: boolean
  readonly isSymbolicLink: boolean
}
export interface FileStatus {
  readonly size: number
  /** Milliseconds since 1970, whole. */
  readonly mtimeMs: number
  readonly isDirectory: boolean
  /** Which device holds it, where that is known: a folder that moves to another one was unmounted. */
  readonly device?: number
}
