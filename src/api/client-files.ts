/** A file of the built browser client: what it is, and the same compressed (RFC 7932). */
export type ClientFile = { type: string; bytes: Uint8Array; brotli: Uint8Array }

/** All of them, by their path with a slash before it. */
export type ClientFiles = ReadonlyMap<string, ClientFile>
