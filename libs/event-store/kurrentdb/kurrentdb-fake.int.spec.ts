import { describeEventStoreContract } from '../testing/contract-suite.js';
import { kurrentOnFake } from './testing/kurrent-under-test.js';

describeEventStoreContract(
  'KurrentEventStore on a fake of KurrentDB (in memory, over gRPC; no real server)',
  async () => {
    const { store, open, dispose } = await kurrentOnFake();
    return { store, other: await open(), dispose };
  },
);
