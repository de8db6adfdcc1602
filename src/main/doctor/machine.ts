import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { freeBytes, roomVerdict } from '../status/checks.ts'

/** @throws Error when this Node is too old */
export async function nodeVersion(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 12)) return process.versions.node
  throw new Error(`${process.versions.node} is too old: start through npm or npx, which bring 24.12 or later`)
}

/** How much room there is. @throws Error when it is little */
export async function diskRoom(dataDir: string): Promise<string> {
  const { state, says } = roomVerdict(await freeBytes(dataDir))
  if (state !== 'ok') throw new Error(says)
  return says
}

/** Whether the secret keys that are here are their owner's alone. @throws Error naming the first that others may read */
export async function keysPrivate(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'keys')
  const found = await readdir(folder, { recursive: true }).catch(() => null)
  if (found === null) throw new Error(`${folder} is not there: despatch serve makes it at its first start`)
  const secret = found.filter((name) => name.split('/')[0] !== 'public').map((name) => join(folder, name))
  for (const path of secret) {
    const about = await stat(path)
    if ((about.mode & 0o077) !== 0) {
      throw new Error(
        `others than its owner may read ${path}: chmod ${about.isDirectory() ? '700' : '600'} it; if they could for long, the keys may be known`,
      )
    }
    if (process.getuid?.() !== 0 && about.uid !== process.getuid?.())
      throw new Error(`${path} belongs to another user: chown it to the one that the service runs as`)
  }
  return secret.length > 0 ? "those that are here are their owner's alone" : 'none that is secret is here'
}

/** Partners pin the certificate, and need time to be given the next. */
const SOON_DAYS = 30
const DAY_MS = 86_400_000

/** Whether the gateway's certificate is good for a while. @throws Error when it has ended, or is about to */
export async function gatewayCertificate(dataDir: string, now: Date): Promise<string> {
  const path = join(dataDir, 'keys', 'gateway', 'gateway-tls.json')
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`${path} is not there: despatch serve makes it at its first start`)
  })
  const { cert }: { cert: string } = JSON.parse(text)
  const { validToDate } = new X509Certificate(cert)
  const until = validToDate.toISOString().slice(0, 10)
  const days = Math.floor((validToDate.getTime() - now.getTime()) / DAY_MS)
  if (days < 0)
    throw new Error(`it ended on ${until}: partners that check it send no mail; give them another to pin`)
  if (days < SOON_DAYS)
    throw new Error(
      `it ends on ${until}, in ${days} days: make another now, and give it to the partners to pin`,
    )
  return `good until ${until}`
}
