/** How {@link Session.ui} shows the live page. Everything is optional. */
export interface UiOptions {
  /** Default 4040. 0 takes a free one. If it is taken, the next ones are tried, up to 16 further, as Spark does. */
  readonly port?: number
  /** Which address listens. Default `127.0.0.1`: other machines cannot reach it. Another needs `allowRemote` and a `token`. */
  readonly host?: string
  /** Says that other machines may reach the page. Default false. */
  readonly allowRemote?: boolean
  /**
   * What a visitor must know: 16 characters or more. Given once as `?token=` (the page then sets a cookie), or as `Authorization: Bearer`. Default: none, which only a loopback address may have.
   */
  readonly token?: string
  /** Further names by which the page may be called, such as that of the machine or of a proxy: requests with another `Host` are refused. Default: none beside the loopback names and `host`. */
  readonly allowedHosts?: readonly string[]
  /** How many batches of each query the charts go back. Default 300. */
  readonly samples?: number
  /** How many ended queries stay on the page. Default 50. */
  readonly endedQueries?: number
}

/**
 * A live page that is open. `await using` closes it; so does the session when it stops. It does not keep a finished program alive.
 *
 * @example
 * await using page = await session.ui({ port: 4040 })
 * console.log(page.url)
 */
export interface UiServer extends AsyncDisposable {
  /** `http://127.0.0.1:4040/`. */
  readonly url: string
  readonly port: number
  /** Ends all connections and frees the port. */
  close(): Promise<void>
}
