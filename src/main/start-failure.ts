import type { Config } from '../config.ts'
import { FixedSettingError } from '../services/settings.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { fileFault } from './data-directory.ts'
import { databaseFailure } from './database-failure.ts'
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
  return config.database ? databaseFailure(error, 'DATABASE_URL') : null
}
