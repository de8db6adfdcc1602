import { describeVerifiedByTwo } from './tlog/verified-by-two.ts'

describeVerifiedByTwo(1_000, 2)
