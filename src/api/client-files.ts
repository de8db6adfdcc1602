/** A file of the built browser client: what it is, and it compressed (RFC 7932), as it is kept in memory; `bytes` is unpacked each time. */
export type ClientFile = { type: string; brotli: Uint8Array; readonly bytes: Uint8Array }

/** All of them, by their path with a slash before it. */
export type ClientFiles = ReadonlyMap<string, ClientFile>
