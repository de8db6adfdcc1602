/**
 * The least that a service on an embedded PostgreSQL can start with: the database under the directory named, an HTTP
 * server, and nothing of ours. Says `ready`; SIGTERM ends it.
 */
import { argv } from 'node:process'
import { fastify } from 'fastify'
import { pino } from 'pino'
import { startEmbedded } from '../../src/store/embedded/start.ts'

const embedded = await startEmbedded({ dataDir: argv[2] ?? '', logger: pino({ level: 'silent' }) })
const app = fastify()
app.get('/', () => ({ ready: true }))
await app.listen({ host: '127.0.0.1', port: 0 })
process.once('SIGTERM', async () => {
  await app.close()
  await embedded.stop()
  process.exit(0)
})
process.stdout.write('ready\n')
