import { StartRefusal } from '../store/start-refusal.ts'

/** What a database has against being used, in one sentence for the operator; null for what only a stack explains. */
export function databaseFailure(error: unknown, setting: string): string | null {
  if (error instanceof StartRefusal) return error.message
  if (!(error instanceof Error)) return null
  const { code } = error as NodeJS.ErrnoException
  if (DATABASE_DOWN.has(code ?? ''))
    return `The database of ${setting} does not answer (${code}): see that it runs and that the address is right.`
  // PostgreSQL appendix A: 28P01 invalid password, 28000 invalid authorisation, 3D000 no such database.
  if (['28P01', '28000', '3D000'].includes(code ?? ''))
    return `The database does not let Despatch in (${error.message}): see the logins in the DATABASE_… settings.`
  // 42501: insufficient privilege; the migration that met it is the error's cause.
  if ([error, error.cause].some((one) => isObject(one) && one.code === '42501'))
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
