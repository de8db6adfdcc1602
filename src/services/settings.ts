import type { Db } from './db.ts'

type SettingName =
  | 'origin'
  | 'log-key'
  | 'trust-key'
  | 'service-certificate'
  | 'service-domain'
  | 'opaque-setup'

/** A setting that was fixed at first start now reads otherwise. The message says what to do. */
export class FixedSettingError extends Error {
  override readonly name = 'FixedSettingError'
}

const CHANGE: Record<SettingName, string> = {
  origin:
    'PUBLIC_URL was {was} when this database was first used, and statements and the log name it; set it back.',
  'log-key': 'The log key in DATA_DIR is not the one this log was begun with; restore DATA_DIR/keys.',
  'trust-key': 'The trust log key in DATA_DIR is not the one this log was begun with; restore DATA_DIR/keys.',
  'service-certificate':
    'The service key in DATA_DIR is not the one this database knows; restore DATA_DIR/keys. Where it is lost for good, exchange it: despatch exchange-key service.',
  'opaque-setup':
    'The secret of OPAQUE in DATA_DIR is not the one that the passphrases were set under; restore DATA_DIR/keys.',
  'service-domain': 'SERVICE_DOMAIN was {was} when this database was first used; set it back.',
}

/**
 * Fixes the settings that can never change after the first start, or checks them against what was fixed.
 *
 * @param settings those that this process knows: of a key that it does not hold it can say nothing
 * @param before what they may have been at the first start instead: keys that were exchanged since
 * @throws FixedSettingError with one sentence for the operator
 */
export async function fixSettings(
  db: Db,
  settings: Partial<Record<SettingName, string>>,
  before: Partial<Record<SettingName, readonly string[]>> = {},
): Promise<void> {
  const rows = (Object.keys(CHANGE) as SettingName[]).flatMap((name) => {
    const value = settings[name]
    return value === undefined ? [] : [{ name, value }]
  })
  await db
    .insertInto('service_setting')
    .values(rows)
    .onConflict((at) => at.column('name').doNothing())
    .execute()
  const fixed = await db.selectFrom('service_setting').selectAll().execute()
  for (const { name, value } of fixed) {
    if (settings[name] !== undefined && settings[name] !== value && !before[name]?.includes(value))
      throw new FixedSettingError(CHANGE[name].replace('{was}', value))
  }
}
