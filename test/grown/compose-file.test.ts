import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { filledIn, readComposeFile } from '../../scripts/up-local/compose-file.ts'
import { SECRET_SETTINGS, SETTINGS } from '../../src/config/settings.ts'
import { readConfig } from '../../src/config.ts'

type Service = {
  image: string
  build?: string
  command?: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  environment?: Record<string, string | number>
  secrets?: string[]
  volumes?: string[]
  networks?: string[]
  ports?: string[]
  healthcheck?: { test?: string[]; disable?: boolean }
}

const at = (path: string) => readFile(join(import.meta.dirname, '../..', path), 'utf8')
const file = parse(await at('docker-compose.yml'), { merge: true })
const services: [string, Service][] = Object.entries(file.services)
const dockerfile = await at('Dockerfile')

const ONE_SHOT = ['migrate', 'keys']

describe.each(services)('the service %s of docker-compose.yml', (name, service) => {
  it('is not root, writes nowhere but where it is told, and can gain no rights', () => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    const user = service.build === undefined ? service.user : /^USER (\S+)$/m.exec(dockerfile)?.[1]
    expect(user).toMatch(/^(?:node|[1-9]\d*:[1-9]\d*)$/)
  })

  it('is of a pinned version', () => {
    expect(service.image).toMatch(/^\w+:\d+\.\d+[\w.-]*$/)
  })

  it('is asked whether it is well, unless it runs once and ends', () => {
    if (ONE_SHOT.includes(name)) expect(service.healthcheck).toEqual({ disable: true })
    else expect(service.healthcheck?.test?.[0]).toMatch(/^CMD/)
  })

  it('has its secrets from files and none in its environment', () => {
    const given = Object.entries(service.environment ?? {})
    for (const [setting, value] of given) {
      expect(String(value)).not.toMatch(/:\/\/[^/]*@/)
      expect(SECRET_SETTINGS).not.toContain(setting)
      if (!setting.endsWith('_FILE')) continue
      expect(service.secrets).toContain(String(value).replace('/run/secrets/', ''))
    }
  })

  it('is given settings that there are', () => {
    if (service.build === undefined) return
    const known: string[] = SETTINGS.map(([setting]) => setting)
    for (const setting of Object.keys(service.environment ?? {}))
      expect(known).toContain(known.includes(setting) ? setting : setting.replace(/_FILE$/, ''))
  })
})

describe('docker-compose.yml', () => {
  const holding = (secret: string) =>
    services.flatMap(([name, { secrets = [] }]) => (secrets.includes(secret) ? [name] : []))
  const mounting = (volume: string) =>
    services.flatMap(([name, { volumes = [] }]) =>
      volumes.some((mount) => mount.startsWith(`${volume}:`)) ? [name] : [],
    )

  it('gives the login that owns the tables to what migrates, and that which writes the log to the sequencers', () => {
    expect(holding('database-owner-url')).toEqual(['postgres', 'migrate'])
    expect(holding('database-sequencer-url')).toEqual(['postgres', 'sequencer-1', 'sequencer-2'])
  })

  it('gives each part its own keys, after one that makes them', () => {
    expect(mounting('keys-sequencer')).toEqual(['keys', 'sequencer-1', 'sequencer-2'])
    expect(mounting('keys-gateway')).toEqual(['keys', 'gateway'])
    expect(mounting('keys-api')).toEqual(['keys', 'api'])
    expect(mounting('log')).toEqual(['sequencer-1', 'sequencer-2'])
  })

  it('lets in from outside only to the API, on the loopback address, and to the gateway', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`))
    expect(published).toEqual(['api 127.0.0.1:8080:8080', 'gateway 25:2525'])
    expect(file.networks.inside).toEqual({ internal: true })
    for (const name of ['postgres', 'redis', 'migrate', 'sequencer-1'])
      expect(file.services[name].networks).toEqual(['inside'])
  })

  it('passes on what is set of witnesses to those who ask them, and gives them the file and a way out only with witnesses.yml', async () => {
    const names = ['WITNESSES', 'WITNESS_POLICY', 'WITNESS_QUORUM']
    const passing = services.flatMap(([name, { environment = {} }]) =>
      names.every((setting) => environment[setting] === `\${${setting}:-}`) ? [name] : [],
    )
    expect(passing).toEqual(['sequencer-1', 'sequencer-2'])
    const beside: { services: Record<string, Service> } = parse(await at('deploy/witnesses.yml'), {
      merge: true,
    })
    expect(Object.keys(beside.services)).toEqual(passing)
    for (const { environment, volumes, networks } of Object.values(beside.services)) {
      expect(environment).toEqual({ WITNESSES: '/run/witnesses' })
      expect(volumes).toEqual([expect.stringMatching(/^\$\{WITNESSES:\?.*\}:\/run\/witnesses:ro$/)])
      expect(networks).toEqual(['inside', 'outside'])
    }
    // Nothing set is no setting.
    expect(readConfig({ WITNESSES: '', WITNESS_POLICY: '', WITNESS_QUORUM: '' }).witnesses).toBeNull()
  })

  it('is understood by npm run up:local', async () => {
    const path = join(import.meta.dirname, '../../docker-compose.yml')
    const read = await readComposeFile(path, { PUBLIC_URL: 'http://localhost:1' })
    expect(Object.keys(read.services)).toEqual(services.map(([name]) => name))
    expect(read.services.api?.environment?.PUBLIC_URL).toBe('http://localhost:1')
    expect(filledIn(['$', '$HOME, $', '{A:-b}, $', '{C}'].join(''), { C: 'd' })).toBe('$HOME, b, d')
  })
})

describe('the Dockerfile', () => {
  it('is on a pinned Node 24, has no root, a health check, and nothing that it was not told to take', async () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(new Set(bases).size).toBe(1)
    expect(bases[0]).toMatch(/^node:24\.\d+-bookworm-slim$/)
    expect(dockerfile).toMatch(/^HEALTHCHECK /m)
    expect(dockerfile.lastIndexOf('\nUSER node\n')).toBeGreaterThan(dockerfile.lastIndexOf('\nRUN '))
    expect(dockerfile).toContain('npm ci --omit=dev')
    const taken = (await at('.dockerignore'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(taken[0]).toBe('*')
    expect(taken.slice(1).every((line) => line.startsWith('!'))).toBe(true)
  })
})
