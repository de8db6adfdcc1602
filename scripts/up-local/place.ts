import { mkdir, readFile, rmdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { freePort } from '../../src/main/ports.ts'
import type { ComposeFile, ComposeService } from './compose-file.ts'

/** Where the images listen by themselves. */
const IMAGE_PORTS: Record<string, number> = { postgres: 5432, redis: 6379 }

/**
 * Where the services are on this machine: a folder for each in place of its file system, a free port in place of each
 * of its ports, the loopback address in place of its name.
 */
export type Place = {
  /** A path of a service, as it is here. */
  path(service: string, inside: string): string
  /** The port here of a port of a service. */
  port(service: string, inside: number): number
  /** A service's settings, with its paths, ports and addresses as they are here. */
  environment(service: string): Record<string, string>
  /** A command of a service, likewise. */
  command(service: string, words: readonly string[]): string[]
}

/**
 * Prepares the folders and ports of all services, mounts volumes (as links) and writes secrets.
 *
 * @param folder an empty one, of ours
 * @param root where the file stands, from which it names other files
 * @param secretsFolder where the files of the secrets are, which name services by their names in the file
 * @param fixed ports that are chosen already, by `service:port`
 */
export async function prepare(
  { services, secrets }: ComposeFile,
  folder: string,
  {
    root,
    secretsFolder,
    fixed,
  }: { root: string; secretsFolder: string; fixed: Readonly<Record<string, number>> },
): Promise<Place> {
  const ports = new Map<string, number>(Object.entries(fixed))
  for (const [name, service] of Object.entries(services)) {
    for (const inside of portsOf(name, service)) {
      const key = `${name}:${inside}`
      if (!ports.has(key)) ports.set(key, await freePort('127.0.0.1'))
    }
  }
  const path = (service: string, inside: string) => join(folder, 'services', service, inside)
  const port = (service: string, inside: number) => {
    const found = ports.get(`${service}:${inside}`)
    if (found === undefined) throw new Error(`${service} has no port ${inside}`)
    return found
  }
  for (const [name, service] of Object.entries(services)) {
    await mkdir(path(name, '/data'), { recursive: true, mode: 0o700 })
    await mount(name, service)
    for (const secret of service.secrets ?? []) await giveSecret(name, secret)
  }

  /** Volumes that contain another come first, as in a container. */
  async function mount(name: string, { volumes = [] }: ComposeService): Promise<void> {
    const mounts = volumes
      .map((volume) => volume.split(':'))
      .sort(([, a = ''], [, b = '']) => a.length - b.length)
    for (const [source = '', target = ''] of mounts) {
      const here = path(name, target)
      const there = source.startsWith('.') ? resolve(root, source) : join(folder, 'volumes', source)
      if (!source.startsWith('.')) await mkdir(there, { recursive: true, mode: 0o700 })
      await mkdir(dirname(here), { recursive: true, mode: 0o700 })
      // A folder that stands there is the container's own, and empty.
      await rmdir(here).catch(() => undefined)
      await symlink(there, here)
    }
  }

  async function giveSecret(name: string, secret: string): Promise<void> {
    const file = secrets[secret]?.file
    if (file === undefined)
      throw new Error(`${name} wants the secret ${secret}, which the file does not have`)
    let text = await readFile(join(secretsFolder, file.split('/').at(-1) ?? ''), 'utf8')
    for (const [key, local] of ports) text = text.replaceAll(`@${key}`, `@127.0.0.1:${local}`)
    const here = path(name, `/run/secrets/${secret}`)
    await mkdir(dirname(here), { recursive: true, mode: 0o700 })
    await writeFile(here, text, { mode: 0o600 })
  }

  return {
    path,
    port,
    environment(name) {
      const settings = Object.entries(services[name]?.environment ?? {})
      return Object.fromEntries(
        settings.map(([key, value]) => {
          const text = String(value)
          if (isPort(key)) return [key, String(port(name, Number(value)))]
          if (key === 'HOST') return [key, '127.0.0.1']
          return [key, text.startsWith('/') ? path(name, text) : text]
        }),
      )
    },
    command: (name, words) =>
      words.map((word) => {
        if (word.startsWith('/')) return path(name, word)
        const inside = IMAGE_PORTS[name]
        return inside === undefined ? word : word.replaceAll(String(inside), String(port(name, inside)))
      }),
  }
}

const isPort = (setting: string) => /^(?:[A-Z]+_)?PORT$/.test(setting)

function portsOf(name: string, { environment = {} }: ComposeService): number[] {
  const own = IMAGE_PORTS[name]
  const set = Object.entries(environment).filter(([key]) => isPort(key))
  return [...(own === undefined ? [] : [own]), ...set.map(([, value]) => Number(value))]
}
