import fastify from 'fastify'
import pg from 'pg'

/**
 * What a submission costs at the very least, in a process of its own: bare Fastify that reads the body whole, one
 * INSERT of the same bytes, committed, 201. No sign-in, no signature, no rules, no log.
 *
 * Arguments: the database's URL. Says `{port}` to its parent when it listens.
 */
const [databaseUrl] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
await pool.query(
  'create table if not exists submission (id bigint generated always as identity primary key, body bytea not null)',
)
await pool.query('alter table submission alter column body set storage external')

const app = fastify({ logger: false })
app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
)
app.post('/submissions', async (request, reply) => {
  const { rows } = await pool.query('insert into submission (body) values ($1) returning id', [request.body])
  return reply.status(201).send(rows[0])
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.once('disconnect', () => process.exit(0))
process.send?.({ port: Number(new URL(address).port) })
