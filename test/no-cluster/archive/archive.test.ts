import { describeArchive } from './promises.ts';
import { startVersitygw } from './versitygw.ts';

describeArchive('versitygw', startVersitygw);
