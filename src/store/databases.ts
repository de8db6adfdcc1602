/**
 * The connection URLs of the database's three logins. A process has only those that its roles need:
 * `ownerUrl` migrates, `runtimeUrl` serves and owns no table, `sequencerUrl` alone writes the log.
 */
export interface Databases {
  runtimeUrl: string
  ownerUrl: string | null
  sequencerUrl: string | null
  /** True when Despatch started this PostgreSQL itself, under `DATA_DIR`. */
  embedded: boolean
}
