import type { Directory } from '../domain/wire/directory.ts'
import type { Readiness } from '../domain/wire/service-response.ts'
import type { ServiceDescription } from '../domain/wire/session.ts'
import type { Accounts } from '../services/accounts.ts'
import type { ReadCaller } from '../services/caller.ts'
import type { Db } from '../services/db.ts'
import type { Changes } from '../services/events/changes.ts'
import type { ApiLimits } from '../services/limits.ts'
import type { Publication } from '../services/log/publication.ts'
import type { ApiMetrics } from '../services/metrics.ts'
import type { FetchKey } from '../services/partner-keys/find.ts'
import type { Accept } from '../services/referrals/accept.ts'
import type { ServiceCertificates } from '../services/referrals/view.ts'
import type { SignIn } from '../services/sign-in.ts'
import type { TrustStanding } from '../services/trust/standing.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { ClientFiles } from './client-files.ts'
import type { MetricsAccess } from './metrics-access.ts'

/** What the API is built from; composed once in `main`. */
export type AppDependencies = Omit<ApiDependencies, 'tokens'> & {
  /** PKCS#8 PEM of the seed of the keys of access tokens, a secret that every API process shares */
  tokenSeed: string
}

/** What its routes are built from: the same, with the tokens in place of their seed. */
export type ApiDependencies = {
  db: Db
  clock: () => Date
  service: Directory['service']
  /** what it says of itself, beside how its log went on under other names, which the database knows */
  description: Omit<ServiceDescription, 'logBegun'>
  serviceCertificates: ServiceCertificates
  signIn: SignIn
  /** what the trust log comes to, for what is to be entered next */
  standing: TrustStanding
  accounts: Accounts
  tokens: AccessTokens
  publication: Publication
  /** what the streams of events are told by */
  changes: Changes
  /** how often those who listen are looked up again, in ms */
  beatMs: number
  accept: Accept
  /** is told of every so many bytes of large content that have gone through buffers which nobody needs any more */
  tidy(bytes: number): void
  readCaller: ReadCaller
  limits: ApiLimits
  /** whether this process can do its work, told within two seconds */
  readiness: () => Promise<Readiness>
  metrics: ApiMetrics
  metricsAccess: MetricsAccess
  /** addresses and networks of the proxies that are believed about whom they speak for */
  trustedProxies: readonly string[]
  /** origins besides our own whose pages may read what the API answers */
  webOrigins: readonly string[]
  /** whether the operator has set the mail server that notices leave by */
  notices: { available: boolean }
  /** the browser client, as it was built; null where it was not */
  client: ClientFiles | null
  /** gets files of partners' Web Key Directories; null where no DNS is asked */
  fetchKey: FetchKey | null
}
