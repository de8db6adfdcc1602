import { describeVerifiedByTwo } from '../interop/tlog/verified-by-two.ts'

describeVerifiedByTwo(1_000, 'every')
describeVerifiedByTwo(100_000, 3)
