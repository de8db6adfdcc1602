import { once } from 'node:events'
import pg from 'pg'
import { stage } from '../../src/services/log/stage.ts'
import { connect } from '../../src/store/connect.ts'
import { acceptances } from '../accepting.ts'
import { interleave } from '../interleave.ts'
import { moreIsBetter, type Row } from '../row.ts'
import { startServiceProcess } from '../service-process.ts'

/** Transactions at once, as so many people would make them. */
const LANES = 16

const row: Row = {
  name: 'log-append',
  about:
    'Referrals committed as the service commits them, and small transactions, that each enter a record in the log, until the last of them is published under a signed ' +
    'checkpoint. Peer: the same transactions without a log.',
  async measure({ rounds, quick, progress }) {
    const each = quick ? 200 : 3000
    const service = await startServiceProcess()
    const { db, close } = connect(service.databases.runtimeUrl, { max: LANES, applicationName: 'bench' })
    const listener = new pg.Client(service.databases.runtimeUrl)
    try {
      const mailbox = await db.selectFrom('mailbox').select('id').limit(1).executeTakeFirstOrThrow()
      await listener.connect()
      await listener.query('listen despatch_published')
      let made = 0
      /** What a person's act leaves behind, at its smallest: a row that names a thread and a mailbox. */
      const act = (logged: boolean) =>
        db.transaction().execute(async (tx) => {
          made += 1
          const thread = `bench-${made}`
          await tx.insertInto('thread_party').values({ thread, mailbox_id: mailbox.id }).execute()
          if (!logged) return
          const record = JSON.stringify({
            despatch: 'read/1',
            what: 'log',
            filters: { thread },
            by: mailbox.id,
          })
          await stage(tx, [{ type: 'read', record, referralId: null }])
        })
      const nothingPending = async () =>
        (await db.selectFrom('log_pending').select('staged_id').limit(1).executeTakeFirst()) === undefined
      const measured = async (logged: boolean) => {
        const began = performance.now()
        let left = each
        const lane = async () => {
          while (left-- > 0) await act(logged)
        }
        await Promise.all(Array.from({ length: LANES }, lane))
        while (logged && !(await nothingPending())) await once(listener, 'notification')
        return (each * 1000) / (performance.now() - began)
      }
      progress('warming both up')
      await measured(true)
      await measured(false)
      const figures = await interleave(
        rounds,
        () => measured(true),
        () => measured(false),
      )
      progress('acceptances')
      return [
        ...(await acceptances({ rounds, quick })),
        moreIsBetter({
          name: 'log-append, smallest act',
          unit: 'transactions/s',
          peer: 'the same without a log',
          ...figures,
        }),
      ]
    } finally {
      await listener.end()
      await close()
      await service.stop()
    }
  },
}
export default row
