/** Standard base64 with padding (RFC 4648 §4), small pieces only: hashes, keys, signatures. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** The bytes, or null when the text is not exactly what {@link toBase64} writes for them. */
export function fromBase64(text: string): Uint8Array | null {
  let binary: string
  try {
    binary = atob(text)
  } catch {
    return null
  }
  // Padding bits and white space give one value several spellings; only one is taken.
  if (btoa(binary) !== text) return null
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}
