import { zipSync } from 'fflate'

/** Files as one archive (APPNOTE 6.3), for the browser to save; the same files make the same archive. */
export function zipOf(files: readonly { path: string; bytes: Uint8Array }[], at: Date): Blob {
  const archive = zipSync(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])), { mtime: at })
  return new Blob([archive])
}
