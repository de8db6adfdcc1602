import { generate } from 'selfsigned'

/** A self-signed certificate for a mail server of these tests. */
export async function makeCertificate(commonName: string): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: commonName }], { keyType: 'ec', curve: 'P-256' })
  return { key: made.private, cert: made.cert }
}
