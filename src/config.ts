import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { LOG_LEVELS, type LogLevel, SECRET_SETTINGS, type SettingName } from './config/settings.ts'
import {
  parseAddress,
  parseAddresses,
  parseDatabaseUrl,
  parseDnsServers,
  parseDomain,
  parseHost,
  parseNetworks,
  parseOrigin,
  parsePort,
  parseRedisUrl,
  parseSelector,
  parseSmtp,
  parseStatusPort,
  parseToken,
  parseWebOrigins,
  parseWorkingDays,
} from './config/values.ts'
import { StartRefusal } from './store/start-refusal.ts'

/** The settings of a running Despatch, read once at the start. */
export interface Config {
  /** What people and statements call this service: an origin without a trailing slash. Fixed at first start. */
  publicUrl: string
  /** The mail domain of the service's own addresses (return paths, Message-IDs). */
  serviceDomain: string
  /** The address to listen on. */
  host: string
  /** HTTP; 0 until {@link settlePorts} has chosen one. */
  port: number
  /** SMTP; likewise. */
  smtpPort: number
  /** Where our own mail server hands mail over by LMTP, and the addresses that it does so from; null: nowhere. */
  lmtp: { host: string; port: number; clients: readonly string[] } | null
  /**
   * Addresses of the DNS servers that are asked who may send for a domain; `system`: those of this machine; `none`:
   * nobody is asked, and relay addresses alone bear a domain out.
   */
  dns: readonly string[] | 'system' | 'none'
  /** Absolute path. */
  dataDir: string
  /** Null: the embedded PostgreSQL under `dataDir`. */
  database: ExternalDatabase | null
  /** `redis://` or `rediss://` address of the queue's Redis. Null: the queue is on the PostgreSQL. */
  redisUrl: string | null
  /** Addresses and networks (CIDR) of reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Origins besides our own whose pages may read the answers of the API: agencies that serve the browser client themselves. */
  webOrigins: readonly string[]
  /** Port of `/healthz`, `/readyz` and `/metrics` for a process that has no API; null: none. */
  statusPort: number | null
  /** The bearer token that `/metrics` wants; null: it answers this machine alone. */
  metricsToken: string | null
  /** Null: the service sends no notices. */
  notices: NoticeMail | null
  /**
   * Who is told, over the mail server of the notices, what is wrong with the ways to partners, and whom the gateway names to
   * those who write to the postmaster; null: nobody.
   */
  postmaster: string | null
  /** Absolute path of the file with the names and passwords that partners' mail servers want; null: none wants any. */
  relayCredentialsFile: string | null
  /** The selector of the key that mail is signed with (RFC 6376); null: mail is not signed. */
  dkimSelector: string | null
  /**
   * The file of the witnesses, and whether anything waits for them: `closed`, until `quorum` have seen it (null: all of
   * them). Null: the log has no witnesses.
   */
  witnesses: { file: string; policy: 'open' | 'closed'; quorum: number | null } | null
  /** After how many working days more people are told that an answer is overdue, or that a referral was collected by nobody. */
  chasing: { escalateDays: number; escalateToSenderDays: number; notCollectedDays: number }
  logLevel: LogLevel
}

/** The operator's ordinary outgoing mail server, for notices to ordinary addresses; TLS always. */
export interface NoticeMail {
  host: string
  port: number
  /** Absolute path of the PEM certificate that it must show; null: judged by its name and public authorities. */
  certificateFile: string | null
  /** The address that notices come from. */
  from: string
}

export interface ExternalDatabase {
  runtimeUrl: string
  /** Null: another process migrates. */
  ownerUrl: string | null
  /** Null: another process runs the sequencer. */
  sequencerUrl: string | null
}

/**
 * Reads the configuration from the environment, and secrets from the files that it names. An empty value counts as
 * none.
 * @throws StartRefusal with one sentence for every wrong value
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = []
  const env = { ...environment, ...readSecrets(environment, wrong) }
  const read = <T>(name: SettingName, fallback: T, parse: (value: string) => T | null, must: string): T => {
    const value = env[name]?.trim()
    if (!value) return fallback
    const parsed = parse(value)
    if (parsed === null) wrong.push(`${name} must be ${must}.`)
    return parsed ?? fallback
  }

  const port = read('PORT', 8080, parsePort, 'a port number, 0 to 65535')
  const database = readDatabase()
  const serviceDomain = read(
    'SERVICE_DOMAIN',
    'despatch.test',
    parseDomain,
    'a domain name such as despatch.example.org',
  )
  const config: Config = {
    publicUrl: read('PUBLIC_URL', localUrl(port), parseOrigin, 'an http or https address without a path'),
    serviceDomain,
    host: read('HOST', '127.0.0.1', parseHost, 'an IP address or host name'),
    port,
    smtpPort: read('SMTP_PORT', 2525, parsePort, 'a port number, 0 to 65535'),
    lmtp: readLmtp(),
    dns: read<Config['dns']>(
      'DNS_SERVERS',
      'system',
      parseDnsServers,
      'IP addresses, each with :PORT where it is not 53, with commas between; or none',
    ),
    dataDir: resolve(env.DATA_DIR?.trim() || '.despatch'),
    database,
    redisUrl: read(
      'REDIS_URL',
      null,
      parseRedisUrl,
      'a Redis address, redis://USER:PASSWORD@HOST:PORT/NUMBER',
    ),
    trustedProxies: read(
      'TRUSTED_PROXIES',
      [],
      parseNetworks,
      'IP addresses or networks such as 10.0.0.0/8, with commas between',
    ),
    webOrigins: read(
      'WEB_ORIGINS',
      [],
      parseWebOrigins,
      'origins such as https://despatch.agency.example, in lower case, without a path or a slash at the end, of https but for this machine, each once, with commas between',
    ),
    statusPort: read('STATUS_PORT', null, parseStatusPort, 'a port number, 1 to 65535'),
    metricsToken: read('METRICS_TOKEN', null, parseToken, 'at least 16 printable characters without spaces'),
    notices: readNoticeMail(),
    postmaster: read('POSTMASTER', null, parseAddress, 'a mail address'),
    relayCredentialsFile: read('RELAY_CREDENTIALS_FILE', null, (path) => resolve(path), 'a file'),
    dkimSelector: read(
      'DKIM_SELECTOR',
      null,
      parseSelector,
      'lower-case letters, digits and hyphens, such as despatch-2026',
    ),
    witnesses: readWitnesses(),
    chasing: {
      escalateDays: read('ESCALATE_AFTER_DAYS', 2, parseWorkingDays, WORKING_DAYS),
      escalateToSenderDays: read('ESCALATE_TO_SENDER_DAYS', 5, parseWorkingDays, WORKING_DAYS),
      notCollectedDays: read('NOT_COLLECTED_AFTER_DAYS', 2, parseWorkingDays, WORKING_DAYS),
    },
    logLevel: read<LogLevel>(
      'LOG_LEVEL',
      // On embedded parts somebody is watching the terminal; elsewhere a collector reads every request.
      database ? 'info' : 'warn',
      (value) => LOG_LEVELS.find((level) => level === value) ?? null,
      `one of ${LOG_LEVELS.join(', ')}`,
    ),
  }
  if (port !== 0 && config.port === config.smtpPort) wrong.push('PORT and SMTP_PORT must differ.')
  if (wrong.length > 0) throw new StartRefusal(wrong.join('\n'))
  return config

  function readDatabase(): ExternalDatabase | null {
    // The value is never repeated: it has a password in it.
    const must = 'a PostgreSQL address, postgres://USER:PASSWORD@HOST:PORT/DATABASE'
    const runtimeUrl = read('DATABASE_URL', null, parseDatabaseUrl, must)
    const ownerUrl = read('DATABASE_OWNER_URL', null, parseDatabaseUrl, must)
    const sequencerUrl = read('DATABASE_SEQUENCER_URL', null, parseDatabaseUrl, must)
    if (runtimeUrl) return { runtimeUrl, ownerUrl, sequencerUrl }
    if (!env.DATABASE_URL?.trim() && (ownerUrl || sequencerUrl)) {
      wrong.push(
        'DATABASE_OWNER_URL and DATABASE_SEQUENCER_URL mean nothing without DATABASE_URL: set it too.',
      )
    }
    return null
  }

  function readLmtp(): Config['lmtp'] {
    const lmtpPort = read('LMTP_PORT', null, parseStatusPort, 'a port number, 1 to 65535')
    const host = read('LMTP_HOST', '127.0.0.1', parseHost, 'an IP address or host name')
    const clients = read(
      'LMTP_CLIENTS',
      ['127.0.0.1', '::1'],
      parseAddresses,
      'IP addresses, with commas between',
    )
    if (lmtpPort !== null) return { host, port: lmtpPort, clients }
    if (!env.LMTP_PORT?.trim() && (env.LMTP_HOST?.trim() || env.LMTP_CLIENTS?.trim())) {
      wrong.push('LMTP_HOST and LMTP_CLIENTS mean nothing without LMTP_PORT: set it too.')
    }
    return null
  }

  function readWitnesses(): Config['witnesses'] {
    const file = read('WITNESSES', null, (path) => resolve(path), 'a file')
    const policy = read(
      'WITNESS_POLICY',
      'open',
      (value) => (['open', 'closed'] as const).find((one) => one === value) ?? null,
      'open or closed',
    )
    const quorum = read(
      'WITNESS_QUORUM',
      null,
      (value) => (/^[1-9]\d?$/.test(value) ? Number(value) : null),
      'a number from 1',
    )
    if (file !== null) return { file, policy, quorum }
    if (policy === 'closed' || quorum !== null)
      wrong.push('WITNESS_POLICY and WITNESS_QUORUM mean nothing without WITNESSES: set it too.')
    return null
  }

  function readNoticeMail(): NoticeMail | null {
    const server = read('NOTICE_SMTP', null, parseSmtp, 'smtp://HOST:PORT, without a name, password or path')
    const certificateFile = read('NOTICE_SMTP_CERTIFICATE', null, (path) => resolve(path), 'a file')
    const from = read('NOTICE_FROM', `notices@${serviceDomain}`, parseAddress, 'a mail address')
    if (server) return { ...server, certificateFile, from }
    if (!env.NOTICE_SMTP?.trim() && (env.NOTICE_SMTP_CERTIFICATE?.trim() || env.NOTICE_FROM?.trim())) {
      wrong.push('NOTICE_SMTP_CERTIFICATE and NOTICE_FROM mean nothing without NOTICE_SMTP: set it too.')
    }
    return null
  }
}

/**
 * The login that owns the tables, read by itself: what only migrates needs no other.
 * @throws StartRefusal when it is not set, or wrong
 */
export function readOwnerUrl(environment: Readonly<Record<string, string | undefined>>): string {
  const wrong: string[] = []
  const env = { ...environment, ...readSecrets(environment, wrong) }
  const url = parseDatabaseUrl(env.DATABASE_OWNER_URL?.trim() ?? '')
  if (wrong.length > 0) throw new StartRefusal(wrong.join('\n'))
  if (!url) {
    throw new StartRefusal(
      'DATABASE_OWNER_URL must be the address of the login that owns the tables, postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
    )
  }
  return url
}

/** The configuration with ports chosen where they were 0; `choose` gives a free port on the host. */
export async function settlePorts(
  config: Config,
  choose: (host: string) => Promise<number>,
): Promise<Config> {
  const port = config.port || (await choose(config.host))
  let smtpPort = config.smtpPort || (await choose(config.host))
  while (smtpPort === port) smtpPort = await choose(config.host)
  const publicUrl = config.publicUrl === localUrl(0) ? localUrl(port) : config.publicUrl
  return { ...config, port, smtpPort, publicUrl }
}

const WORKING_DAYS = 'a number of working days, 1 to 19'

const localUrl = (port: number) => `http://localhost:${port}`

/** The secrets that NAME_FILE points to, by name. A file's last line break is not part of what it holds. */
function readSecrets(
  env: Readonly<Record<string, string | undefined>>,
  wrong: string[],
): Partial<Record<SettingName, string>> {
  const secrets: Partial<Record<SettingName, string>> = {}
  for (const name of SECRET_SETTINGS) {
    const path = env[`${name}_FILE`]?.trim()
    if (!path) continue
    if (env[name]?.trim()) wrong.push(`${name} and ${name}_FILE are both set: set one of them.`)
    try {
      secrets[name] = readFileSync(path, 'utf8').trim()
      if (!secrets[name]) wrong.push(`The file that ${name}_FILE names is empty.`)
    } catch {
      wrong.push(`The file that ${name}_FILE names cannot be read.`)
    }
  }
  return secrets
}
