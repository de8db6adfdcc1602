import { readFile } from 'node:fs/promises'
import { demoPaths, writePrivate } from '../files.ts'

/** Where the service takes mail: the certificate is PEM, pinned. */
export type GatewayAddress = { host: string; port: number; tlsCertificate: string }

/** Tells the partners' own people, who are other processes, where the service takes mail. */
export function keepGateway(dataDir: string, gateway: GatewayAddress): Promise<void> {
  return writePrivate(demoPaths(dataDir).gateway, JSON.stringify(gateway))
}

/** Where the service takes mail, as last told. */
export async function readGateway(dataDir: string): Promise<GatewayAddress> {
  const text = await readFile(demoPaths(dataDir).gateway, 'utf8').catch(() => {
    throw new Error('The mail partners are not running. Start the service with the demonstration first.')
  })
  const value: unknown = JSON.parse(text)
  if (
    typeof value === 'object' &&
    value !== null &&
    'host' in value &&
    'port' in value &&
    'tlsCertificate' in value
  ) {
    const { host, port, tlsCertificate } = value
    if (typeof host === 'string' && typeof port === 'number' && typeof tlsCertificate === 'string') {
      return { host, port, tlsCertificate }
    }
  }
  throw new Error('The note of where the service takes mail is damaged; restart the service.')
}
