export { generateWitnessKey, readWitnessSigner } from '../log/cosignature.ts'
export { LogKeyError, type NoteSigner, type NoteVerifier, readVerifier } from '../log/keys.ts'
export {
  checkpointIn,
  cosignedAnswer,
  judgeRequest,
  LONGEST_REQUEST,
  type Refusal,
  readRequest,
  refusalAnswer,
  type Seen,
  type SignedRequest,
  type WitnessAnswer,
} from '../log/witness.ts'
