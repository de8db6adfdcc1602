import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** How often the connection is asked whether it stands, in ms. */
const BEAT_MS = 20_000

/**
 * Listens to PostgreSQL's notifications on a connection of its own, and connects again when that breaks.
 *
 * Notifications are lost while there is no connection, so after connecting again `onNotify` is called once
 * for every channel, without what a notification carries: it means "look now", whatever came meanwhile.
 *
 * @param channels lower-case names
 * @param applicationName what the database's own lists of sessions show, before `listen`
 * @param onNotify told of the channel, and of what the notification carries; null after connecting again
 * @returns when the first connection listens; rejects when it cannot be made
 */
export async function subscribe(
  url: string,
  channels: readonly string[],
  onNotify: (channel: string, carries: string | null) => void,
  applicationName = 'despatch',
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController()
  let client = await open()

  async function open(): Promise<pg.Client> {
    const opened = new pg.Client({
      connectionString: url,
      application_name: `${applicationName} listen`,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      query_timeout: BEAT_MS / 2,
    })
    opened.on('error', () => undefined)
    opened.on('notification', ({ channel, payload }) => onNotify(channel, payload ?? ''))
    try {
      await opened.connect()
      for (const channel of channels) await opened.query(`listen ${opened.escapeIdentifier(channel)}`)
    } catch (error) {
      await opened.end().catch(() => undefined)
      throw error
    }
    // Nothing is sent on it by itself, so that nobody would notice for hours that the other end has vanished.
    const beat = setInterval(() => {
      opened.query('select 1').catch(() => opened.end().catch(() => undefined))
    }, BEAT_MS).unref()
    opened.once('end', () => {
      clearInterval(beat)
      void reopen()
    })
    return opened
  }

  async function reopen(): Promise<void> {
    for (let wait = 50; !closing.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      const again = await open().catch(() => null)
      if (again && closing.signal.aborted) return void (await again.end())
      if (again) {
        client = again
        for (const channel of channels) onNotify(channel, null)
        return
      }
      await delay(wait, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  return {
    async close() {
      closing.abort()
      await client.end().catch(() => undefined)
    },
  }
}
