import { runService } from '@gongdan/hosting';

process.exit(await runService('sla'));
