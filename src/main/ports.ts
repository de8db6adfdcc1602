import { createServer } from 'node:net'
import { StartRefusal } from '../store/start-refusal.ts'

/**
 * Finds a port that nothing listens on.
 * @throws StartRefusal when `host` cannot be listened on
 */
export function freePort(host: string): Promise<number> {
  return listenBriefly(host, 0).catch((error: NodeJS.ErrnoException) => {
    throw new StartRefusal(portSentence(error.code, host, 0, 'PORT') ?? error.message)
  })
}

/**
 * Asks before anything is started whether a port can be listened on.
 * @param setting the name of the setting that chose the port
 * @throws StartRefusal naming the setting to change
 */
export async function requirePort(host: string, port: number, setting: 'PORT' | 'SMTP_PORT'): Promise<void> {
  await listenBriefly(host, port).catch((error: NodeJS.ErrnoException) => {
    throw new StartRefusal(portSentence(error.code, host, port, setting) ?? error.message)
  })
}

/** The sentence for an error of listening; null when it is another kind of error. */
export function portSentence(
  code: string | undefined,
  host: string,
  port: number,
  setting: string,
): string | null {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken: stop what listens there, or set ${setting} to another port.`
  if (code === 'EACCES')
    return `Port ${port} on ${host} may not be opened by this user: set ${setting} to a port above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `HOST is ${host}, which is not an address of this machine: set it to one, or to 0.0.0.0.`
  return null
}

function listenBriefly(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
