import { generate } from 'selfsigned'

export type Authority = {
  /** PEM of its own certificate */
  cert: string
  /** A certificate for these names, with its key. */
  issue(...names: string[]): Promise<{ key: string; cert: string }>
}

const EC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

/** An authority of a test's own, which nobody trusts who is not told to. */
export async function makeAuthority(commonName: string): Promise<Authority> {
  const ca = await generate([{ name: 'commonName', value: commonName }], {
    ...EC,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return {
    cert: ca.cert,
    async issue(...names) {
      const made = await generate([{ name: 'commonName', value: names[0] ?? commonName }], {
        ...EC,
        ca: { key: ca.private, cert: ca.cert },
        extensions: [
          { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) },
        ],
      })
      return { key: made.private, cert: made.cert }
    },
  }
}
