// A process that orders maintenance visits, for maintenance-processes.int.spec.ts (see victim.ts).
import { customerProjections } from '@gongdan/customer';
import { openMaintenance } from '../../libs/customer/maintenance/open-maintenance.js';
import { openVictim, tell } from '../timed-desk/victim.js';

openMaintenance(await openVictim('maintenance.between-plans', customerProjections), tell).start();
