import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keepText, readKept } from './kept-text.ts'

/**
 * Where the keys are, and what they are made for: the log's origin (address without scheme, with `/log`), the mail
 * domain, and the selector of the key that mail is signed with, if it is.
 */
export type KeyPlace = {
  dataDir: string
  log: string
  domain: string
  dkimSelector?: string | null
  now: Date
}

/** The folders below `DATA_DIR/keys`: one for each part of the service, and `public` for all. */
export type KeyFolder = 'public' | 'api' | 'gateway' | 'sequencer' | 'worker'

export const keyFolder = ({ dataDir }: Pick<KeyPlace, 'dataDir'>, folder: KeyFolder): string =>
  join(dataDir, 'keys', folder)

/** Keeps files in one of the folders; those that an earlier version kept one folder up are moved. */
export const inFolder =
  (place: Pick<KeyPlace, 'dataDir'>, folder: KeyFolder) =>
  async (name: string, make: () => Promise<string>): Promise<string> => {
    const earlier = join(place.dataDir, 'keys', name)
    const text = await keepText(
      keyFolder(place, folder),
      name,
      async () => (await readKept(earlier)) ?? make(),
    )
    await rm(earlier, { force: true }).catch(() => undefined)
    return text
  }
