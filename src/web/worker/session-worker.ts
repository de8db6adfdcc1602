import { sentenceOf } from '../../sdk/sentence.ts'
import { methods } from './methods.ts'
import { answerCalls } from './rpc.ts'

answerCalls(methods, self as unknown as Worker, sentenceOf)
