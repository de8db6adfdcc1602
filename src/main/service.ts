import type { Logger } from 'pino'
import type { ClientFiles } from '../api/client-files.ts'
import type { Config } from '../config.ts'
import type { Databases } from '../store/databases.ts'

export const ROLES = ['api', 'worker', 'gateway', 'sequencer', 'all'] as const
export type Role = (typeof ROLES)[number]

/** A composed service, not yet started. What `composeService` (compose.ts) returns. */
export interface Service {
  start(): Promise<Started>
  /** Stops taking work, finishes what is in hand and closes every connection. */
  stop(): Promise<void>
}

export interface Started {
  /** Where it can be reached; null for what this process's role does not listen to. */
  addresses: { http: string | null; smtp: string | null }
  /**
   * What is to happen and be shown once the service is ready: the first journey of the demonstration, the
   * accounts, what to try next.
   */
  welcome?: (out: (line: string) => void) => Promise<void>
}

export interface ServiceOptions {
  /** Whether the demonstration partnership is to be loaded into an empty database. */
  demo: boolean
  role: Role
  /** the browser client that the API serves, once it is built; none when left out */
  client?: Promise<ClientFiles | null>
  logger: Logger
}

export type ComposeService = (
  config: Config,
  databases: Databases,
  options: ServiceOptions,
) => Service | Promise<Service>
