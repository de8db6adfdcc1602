/** Gives the browser octets to be saved, whatever they are said to be: it runs and shows nothing of them. */
export function saveFile(pieces: readonly (Uint8Array | Blob)[], name: string): void {
  const address = URL.createObjectURL(
    new Blob(pieces as (Uint8Array<ArrayBuffer> | Blob)[], { type: 'application/octet-stream' }),
  )
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
