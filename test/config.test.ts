import { describe, expect, test } from 'vitest'
import { readConfig, settlePorts } from '../src/config.ts'
import { StartRefusal } from '../src/store/start-refusal.ts'

describe('the configuration', () => {
  test('needs nothing set', () => {
    expect(readConfig({})).toMatchObject({
      publicUrl: 'http://localhost:8080',
      serviceDomain: 'despatch.test',
      host: '127.0.0.1',
      port: 8080,
      smtpPort: 2525,
      database: null,
      notices: null,
      logLevel: 'warn',
    })
  })

  test('names the mail server for notices, which come from the service’s own domain unless told', () => {
    const env = { SERVICE_DOMAIN: 'despatch.example.test', NOTICE_SMTP: 'smtp://mail.example.test' }
    expect(readConfig(env).notices).toEqual({
      host: 'mail.example.test',
      port: 25,
      certificateFile: null,
      from: 'notices@despatch.example.test',
    })
    expect(
      readConfig({
        NOTICE_SMTP: 'smtp://[::1]:2526/',
        NOTICE_SMTP_CERTIFICATE: '/etc/ssl/mail.pem',
        NOTICE_FROM: 'do.not.reply@Council.example.test',
      }).notices,
    ).toEqual({
      host: '::1',
      port: 2526,
      certificateFile: '/etc/ssl/mail.pem',
      from: 'do.not.reply@council.example.test',
    })
  })

  test('calls itself by the port it listens on, also when any port will do', async () => {
    expect(readConfig({ PORT: '9000' }).publicUrl).toBe('http://localhost:9000')
    const settled = await settlePorts(
      readConfig({ PORT: '0', SMTP_PORT: '0' }),
      (
        (ports) => async () =>
          ports.shift() ?? 0
      )([4000, 4000, 4001]),
    )
    expect(settled).toMatchObject({ port: 4000, smtpPort: 4001, publicUrl: 'http://localhost:4000' })
    expect(
      (await settlePorts(readConfig({ PUBLIC_URL: 'https://d.example.test/' }), async () => 1)).publicUrl,
    ).toBe('https://d.example.test')
  })

  test.each([
    [{ PORT: '80800' }, /^PORT must be a port number, 0 to 65535\.$/],
    [{ PORT: '2525' }, /^PORT and SMTP_PORT must differ\.$/],
    [{ PUBLIC_URL: 'localhost:8080' }, /^PUBLIC_URL must be an http or https address without a path\.$/],
    [{ PUBLIC_URL: 'https://d.example.test/despatch' }, /^PUBLIC_URL must be/],
    [{ SERVICE_DOMAIN: 'despatch' }, /^SERVICE_DOMAIN must be a domain name/],
    [{ HOST: '10.0.0.1/8' }, /^HOST must be/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of fatal,/],
    [{ NOTICE_SMTP: 'mail.example.test:25' }, /^NOTICE_SMTP must be smtp:\/\/HOST:PORT, without/],
    [
      { NOTICE_SMTP: 'smtp://user:secret@mail.example.test' },
      /^NOTICE_SMTP must be smtp:\/\/HOST:PORT, without/,
    ],
    [{ NOTICE_SMTP: 'smtp://mail.example.test:0' }, /^NOTICE_SMTP must be/],
    [{ NOTICE_SMTP: 'smtp://mail.example.test/inbox' }, /^NOTICE_SMTP must be/],
    [
      { NOTICE_SMTP: 'smtp://m.test', NOTICE_FROM: 'Despatch <n@m.test>' },
      /^NOTICE_FROM must be a mail address\.$/,
    ],
    [{ DKIM_SELECTOR: '../keys' }, /^DKIM_SELECTOR must be lower-case letters, digits and hyphens/],
    [{ NOTICE_SMTP: 'smtp://m.test', NOTICE_FROM: 'n..n@m.test' }, /^NOTICE_FROM must be a mail address\.$/],
    [
      { NOTICE_FROM: 'n@m.example.test' },
      /^NOTICE_SMTP_CERTIFICATE and NOTICE_FROM mean nothing without NOTICE_SMTP/,
    ],
    [{ DATABASE_OWNER_URL: 'postgres://o@h/d' }, /mean nothing without DATABASE_URL/],
  ])('refuses %o in one sentence', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(StartRefusal)
    expect(() => readConfig(env)).toThrow(sentence)
  })

  test('says everything that is wrong at once, and never repeats a password', () => {
    const env = {
      PORT: 'x',
      SMTP_PORT: 'y',
      DATABASE_URL: 'mysql://user:secret@host/d',
      NOTICE_SMTP: 'smtp://user:secret@host',
    }
    expect(() => readConfig(env)).toThrow(/^PORT must .*\n(.*\n)*SMTP_PORT must/)
    expect(() => readConfig(env)).toThrow(/DATABASE_URL must be a PostgreSQL address/)
    expect(() => readConfig(env)).not.toThrow(/secret/)
  })

  test('tells more people of what is late after working days that are said, within two months', () => {
    expect(readConfig({}).chasing).toEqual({ escalateDays: 2, escalateToSenderDays: 5, notCollectedDays: 2 })
    expect(readConfig({ ESCALATE_AFTER_DAYS: '1', NOT_COLLECTED_AFTER_DAYS: '19' }).chasing).toMatchObject({
      escalateDays: 1,
      notCollectedDays: 19,
    })
    for (const days of ['0', '20', '1.5', 'two'])
      expect(() => readConfig({ ESCALATE_TO_SENDER_DAYS: days })).toThrow(
        'ESCALATE_TO_SENDER_DAYS must be a number of working days, 1 to 19.',
      )
  })

  test('has no witnesses unless a file names them, and waits for none unless it is told to', () => {
    expect(readConfig({}).witnesses).toBe(null)
    expect(readConfig({ WITNESSES: '/etc/w' }).witnesses).toEqual({
      file: '/etc/w',
      policy: 'open',
      quorum: null,
    })
    const closed = { WITNESSES: '/etc/w', WITNESS_POLICY: 'closed', WITNESS_QUORUM: '2' }
    expect(readConfig(closed).witnesses).toEqual({ file: '/etc/w', policy: 'closed', quorum: 2 })
    // A log that is thought to wait for witnesses and has none must not seem well.
    expect(() => readConfig({ WITNESS_POLICY: 'closed' })).toThrow('mean nothing without WITNESSES')
    expect(() => readConfig({ ...closed, WITNESS_POLICY: 'shut' })).toThrow(
      'WITNESS_POLICY must be open or closed',
    )
    expect(() => readConfig({ ...closed, WITNESS_QUORUM: '0' })).toThrow(
      'WITNESS_QUORUM must be a number from 1',
    )
  })
})
