import type { Directory } from '../domain/wire/directory.ts'
import type { ServiceDescription } from '../domain/wire/session.ts'
import type { Db } from '../services/db.ts'
import type { Publication } from '../services/log/publication.ts'
import type { SignIn } from '../services/sign-in.ts'

/** What the API is built from; composed once in `main`. */
export type ApiDependencies = {
  db: Db
  clock: () => Date
  service: Directory['service']
  description: ServiceDescription
  serviceCertificate: string
  signIn: SignIn
  publication: Publication
  /** the folder where content waits while it comes in */
  spool: string
  /** PKCS#8 PEM of the key that access tokens are signed with */
  tokenKey: string
  /** whether the operator has set the mail server that notices leave by */
  notices: { available: boolean }
}
