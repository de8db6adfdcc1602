import type { Config } from '../config.ts'
import { FixedSettingError } from '../services/settings.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { portSentence } from './ports.ts'

/** A failed start in one sentence for the operator; null for what only a stack explains. */
export function startFailure(error: unknown, config: Config | null): string | null {
  if (error instanceof StartRefusal || error instanceof FixedSettingError) return error.message
  if (!(error instanceof Error) || !config) return null
  const { code, port, address, syscall } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
  }
  if (syscall === 'listen' || syscall === 'bind' || syscall === 'getaddrinfo') {
    const setting = port === config.smtpPort ? 'SMTP_PORT' : 'PORT'
    const sentence = portSentence(code, address ?? config.host, port ?? config.port, setting)
    if (sentence && syscall !== 'getaddrinfo') return sentence
  }
  if (code === 'ENOSPC') return `The disk under ${config.dataDir} is full: make room and start again.`
  if (config.database && DATABASE_DOWN.has(code ?? ''))
    return `The database of DATABASE_URL does not answer (${code}): see that it runs and that the address is right.`
  // PostgreSQL appendix A: 28P01 invalid password, 28000 invalid authorisation, 3D000 no such database.
  if (config.database && ['28P01', '28000', '3D000'].includes(code ?? ''))
    return `The database does not let Despatch in (${error.message}): see the logins in the DATABASE_… settings.`
  return null
}

const DATABASE_DOWN = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
])
