import type { Config } from '../config.ts'
import { FixedSettingError } from '../services/settings.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { fileFault } from './data-directory.ts'
import { portSentence } from './ports.ts'

/** A failed start in one sentence for the operator; null for what only a stack explains. */
export function startFailure(error: unknown, config: Config | null): string | null {
  if (error instanceof StartRefusal || error instanceof FixedSettingError) return error.message
  if (!(error instanceof Error) || !config) return null
  const { code, port, address, syscall, path } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
  }
  if (syscall === 'listen' || syscall === 'bind' || syscall === 'getaddrinfo') {
    const setting = port === config.smtpPort ? 'SMTP_PORT' : 'PORT'
    const sentence = portSentence(code, address ?? config.host, port ?? config.port, setting)
    if (sentence && syscall !== 'getaddrinfo') return sentence
  }
  if (code === 'ENOSPC') return `The disk under ${config.dataDir} is full: make room and start again.`
  const fault = path?.startsWith(config.dataDir) ? fileFault(error) : null
  if (fault) return `${path} cannot be used (${fault}): put it right, or set DATA_DIR to another folder.`
  if (config.database && DATABASE_DOWN.has(code ?? ''))
    return `The database of DATABASE_URL does not answer (${code}): see that it runs and that the address is right.`
  // PostgreSQL appendix A: 28P01 invalid password, 28000 invalid authorisation, 3D000 no such database.
  if (config.database && ['28P01', '28000', '3D000'].includes(code ?? ''))
    return `The database does not let Despatch in (${error.message}): see the logins in the DATABASE_… settings.`
  // 42501: insufficient privilege; the migration that met it is the error's cause.
  if (config.database && [error, error.cause].some((one) => isObject(one) && one.code === '42501'))
    return `A login may not do its part (${error.message}): see that DATABASE_OWNER_URL owns the database and that the other logins have their roles.`
  return null
}

const isObject = (value: unknown): value is { code?: unknown } => typeof value === 'object' && value !== null

const DATABASE_DOWN = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
])
