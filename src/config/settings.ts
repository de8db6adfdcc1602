export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
/** How much of what happens is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Every setting, in the order of `serve --help`. */
export const SETTINGS = [
  ['PUBLIC_URL', 'http://localhost:PORT', 'the address people use; fixed at first start'],
  ['SERVICE_DOMAIN', 'despatch.test', "mail domain of the service's own addresses"],
  ['HOST', '127.0.0.1', 'address to listen on'],
  ['PORT', '8080', 'HTTP port; 0 for any free one'],
  ['SMTP_PORT', '2525', 'port of the mail gateway; 0 for any free one'],
  ['LMTP_PORT', 'none', 'port where your own mail server hands mail over by LMTP'],
  ['LMTP_HOST', '127.0.0.1', 'address to listen on for that'],
  ['LMTP_CLIENTS', '127.0.0.1,::1', 'addresses of that mail server, with commas between'],
  [
    'DNS_SERVERS',
    "this machine's own",
    'DNS servers for SPF, DKIM, DMARC and MX, with commas between; or none',
  ],
  ['DATA_DIR', '.despatch', 'directory for the embedded database and for keys'],
  ['DATABASE_URL', 'embedded PostgreSQL', 'runtime login of an external PostgreSQL, 15 or later'],
  ['DATABASE_OWNER_URL', '', 'login that owns the tables; without it this process does not migrate'],
  ['DATABASE_SEQUENCER_URL', '', 'login that alone writes the log; the sequencer needs it'],
  ['REDIS_URL', 'queue on PostgreSQL', 'Redis of the queue and of shared limits, redis://HOST:PORT'],
  ['TRUSTED_PROXIES', 'none', 'addresses or networks of reverse proxies, with commas between'],
  [
    'WEB_ORIGINS',
    'none',
    'origins of agencies that serve the browser client themselves, with commas between',
  ],
  ['STATUS_PORT', 'none', 'port of /healthz, /readyz and /metrics for a role without the API'],
  ['METRICS_TOKEN', 'this machine only', 'bearer token that /metrics wants, 16 characters or more'],
  ['NOTICE_SMTP', 'no notices', 'mail server for notices, smtp://HOST:PORT; always with STARTTLS'],
  ['NOTICE_SMTP_CERTIFICATE', 'public authorities', 'PEM file of the certificate that this server shows'],
  ['NOTICE_FROM', 'notices@SERVICE_DOMAIN', 'address that notices come from'],
  [
    'ESCALATE_AFTER_DAYS',
    '2',
    'working days after which an overdue answer is told to manager and liaison officer',
  ],
  ['ESCALATE_TO_SENDER_DAYS', '5', 'working days after which it is told to the liaison officer of who asked'],
  ['NOT_COLLECTED_AFTER_DAYS', '2', 'working days after which it is told that nobody collected a referral'],
  ['RELAY_CREDENTIALS_FILE', 'none', "JSON file of names and passwords at partners' mail servers, by host"],
  ['DKIM_SELECTOR', 'mail is not signed', 'selector of the DKIM key that mail is signed with'],
  ['POSTMASTER', 'nobody', 'address that is told what is wrong with mail to partners'],
  ['WITNESSES', 'none', 'file of the witnesses of the log: on each line a verifier key and an address'],
  ['WITNESS_POLICY', 'open', 'open: what is logged leaves at once; closed: when the witnesses have seen it'],
  ['WITNESS_QUORUM', 'all of them', 'how many of them must have seen it, where the policy is closed'],
  ['LOG_LEVEL', 'warn; info with an external database', `one of ${LOG_LEVELS.join(', ')}`],
] as const

/** The name of a setting. */
export type SettingName = (typeof SETTINGS)[number][0]

/** Settings that hold a secret; each may be given as NAME_FILE, the path of a file that holds it. */
export const SECRET_SETTINGS = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_SEQUENCER_URL',
  'REDIS_URL',
  'METRICS_TOKEN',
] as const
