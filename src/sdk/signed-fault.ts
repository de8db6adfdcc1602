import { CertificateError } from '../crypto/certificate.ts'
import { StatementSignatureError } from '../crypto/statement.ts'
import { StatementError } from '../domain/wire/statement.ts'
import { ApiProblemError, ClientError, UnreachableError } from './errors.ts'

const FAULTS = [StatementError, StatementSignatureError, CertificateError, ClientError] as const
const OF_THE_WAY = [UnreachableError, ApiProblemError] as const

/** Whether it is what somebody signed that is wrong, and not the way to the service, which is to be thrown on. */
export const isSignedFault = (error: unknown): error is Error =>
  FAULTS.some((kind) => error instanceof kind) && !OF_THE_WAY.some((kind) => error instanceof kind)
