import { join } from 'node:path'

/** The numbered .sql files at the root of the package. */
export const MIGRATIONS = join(import.meta.dirname, '../../migrations')
