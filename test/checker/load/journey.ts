import type { Account, Client, Command } from './client.js';
import type { People, Technician } from './people.js';
import { between, happens, oneOf, type Random } from './random.js';

/** How a ticket’s journey ended, as its client saw it. */
export type JourneyEnd =
  /** As planned: closed, cancelled, left open or reopened. */
  | 'done'
  /** A command was refused that should not have been. */
  | 'refused'
  /** No answer in time, or something did not follow that must. */
  | 'stuck';

/** Their workflows want the manager to release the visit. */
const NEED_RELEASE = ['paid', 'internal'];

const PART = {
  code: 'R32-1KG',
  description: 'Refrigerant R32, 1 kg',
  quantity: 1,
  unitPrice: { amountMinor: 18_000, currency: 'CNY' },
};

class Unplanned extends Error {
  constructor(
    readonly end: JourneyEnd,
    words: string,
  ) {
    super(words);
  }
}

/**
 * One ticket from its registration to its end, chosen by chance: mostly closed, sometimes cancelled, left
 * where it is, or reopened. Now and then a command comes twice, or too early.
 */
export class Journey {
  private ticketId = '';
  /** Why it did not end as planned. */
  trouble = '';

  constructor(
    private readonly client: Client,
    private readonly people: People,
    private readonly random: Random,
  ) {}

  async travel(): Promise<JourneyEnd> {
    try {
      await this.request();
      return 'done';
    } catch (error) {
      if (!(error instanceof Unplanned)) throw error;
      this.trouble = `ticket ${this.ticketId}: ${error.message}`;
      return error.end;
    }
  }

  private async request(): Promise<void> {
    const { random } = this;
    const { clerk, customers } = this.people;
    const category = oneOf(random, ['paid', 'paid', 'contract', 'free', 'internal']);
    const customer = oneOf(random, customers);
    this.ticketId = await this.must({
      as: clerk,
      name: 'register',
      path: '/tickets',
      kind: 'ticket',
      body: {
        customerId: customer.id,
        channel: oneOf(random, ['phone', 'letter', 'web']),
        category,
        title: oneOf(random, ['Boiler leaks', 'Does not cool', 'Makes a noise']),
        description: 'Since yesterday',
        site: { address: '1 Example Road', region: oneOf(random, ['urban', 'suburban']) },
        ...(category === 'contract' ? { contractId: customer.contractId } : {}),
      },
    });
    if (happens(random, 0.15)) await this.tooEarly();
    if (happens(random, 0.2)) {
      await this.does(clerk, 'comment', { text: 'Please ring twice.', visibility: 'internal' });
    }
    if (happens(random, 0.15)) await this.does(clerk, 'prioritise', { priority: 'urgent' });
    if (happens(random, 0.05)) return this.does(clerk, 'cancel', { reason: 'Found the cause' });
    const lead = await this.dispatch(category);
    if (happens(random, 0.05)) return; // left where it is
    await this.visit(lead);
    if (category !== 'internal') await this.feedback();
    if (happens(random, 0.05)) await this.does(clerk, 'reopen', { reason: 'Fault came back' });
  }

  private async dispatch(category: string): Promise<Technician> {
    const { random } = this;
    const { manager, dispatcher, technicians } = this.people;
    let lead = oneOf(random, technicians);
    if (NEED_RELEASE.includes(category)) await this.does(manager, 'approve-dispatch');
    await this.does(dispatcher, 'assign', { technicianId: lead.id });
    if (happens(random, 0.15)) {
      lead = oneOf(
        random,
        technicians.filter(({ id }) => id !== lead.id),
      );
      await this.does(dispatcher, 'reassign', { technicianId: lead.id, reason: 'Ill' });
    }
    await this.does(lead.account, 'accept');
    if (happens(random, 0.5)) {
      const appointment = { from: '2026-03-03T01:00:00Z', to: '2026-03-03T03:00:00Z' };
      await this.does(dispatcher, 'schedule', { appointment, requestedByCustomer: true });
    }
    return lead;
  }

  private async visit({ account: lead }: Technician): Promise<void> {
    const { random } = this;
    await this.does(lead, 'depart');
    await this.does(lead, 'arrive');
    await this.does(lead, 'start');
    // A long visit costs more than is issued without finance.
    const minutes = happens(random, 0.1) ? 600 : between(random, 10, 90);
    await this.does(lead, 'record-work', { description: 'New seal', minutes });
    if (happens(random, 0.4)) await this.does(lead, 'record-parts', { parts: [PART] });
    if (happens(random, 0.2)) {
      await this.does(lead, 'pause', { reason: 'waiting-for-parts' });
      await this.does(lead, 'resume');
    }
    await this.does(lead, 'finish', { resolution: 'Tight again' });
    await this.does(lead, 'sign', { signedBy: 'Customer' });
    await this.does(this.people.manager, 'countersign');
    await this.does(this.people.clerk, 'archive');
  }

  /** Billing goes by itself, but for large invoices; then the customer answers, and the ticket closes. */
  private async feedback(): Promise<void> {
    const { client, people, random, ticketId } = this;
    const cycle = `${ticketId}.1`;
    let isIssued = false;
    await this.until('awaiting-feedback', async () => {
      const invoice = await client.read(people.finance, `/invoices/${cycle}`);
      if (isIssued || invoice.body['status'] !== 'draft') return;
      await this.on(people.finance, 'issue-invoice', '/invoices/:id/issue', 'invoice', cycle);
      isIssued = true;
    });
    if (happens(random, 0.6)) await this.pay(cycle);
    const token = await client.waitFor(async () => {
      const { body } = await client.read(people.clerk, `/surveys/${cycle}`);
      return body['token'] as string | undefined;
    });
    if (token === undefined) throw new Unplanned('stuck', 'no survey came');
    const satisfaction = happens(random, 0.25) ? between(random, 1, 2) : between(random, 3, 5);
    const answer = { token, satisfaction, remark: 'As I said.' };
    await this.on(undefined, 'answer-survey', '/surveys/:id/answers', 'survey', cycle, answer);
    await this.until('closed');
    if (satisfaction <= 2 && happens(random, 0.7)) await this.complaint(cycle);
  }

  private async pay(cycle: string): Promise<void> {
    const { client, people } = this;
    const { status, body } = await client.read(people.finance, `/invoices/${cycle}`);
    const outstanding = Number(body['outstandingMinor'] ?? 0);
    if (status !== 200 || outstanding === 0) return; // covered: there is no invoice
    const part = happens(this.random, 0.3) ? Math.ceil(outstanding / 3) : outstanding;
    const body2 = { amountMinor: part, currency: 'CNY', method: 'cash' };
    await this.on(people.finance, 'pay', '/invoices/:id/payments', 'invoice', cycle, body2);
  }

  private async complaint(id: string): Promise<void> {
    const { client, people } = this;
    const { serviceManager } = people;
    const opened = await client.waitFor(async () => {
      const { status } = await client.read(serviceManager, `/complaints/${id}`);
      return status === 200 ? true : undefined;
    });
    if (opened === undefined) throw new Unplanned('stuck', 'no complaint was opened');
    const on = (command: string, body: object) =>
      this.on(
        serviceManager,
        `${command}-complaint`,
        `/complaints/:id/${command}`,
        'complaint',
        id,
        body,
      );
    await on('answer', { channel: 'phone', answer: 'A repeat visit at no cost.' });
    await on('close', { acceptedByCustomer: true });
  }

  private async until(state: string, meanwhile?: () => Promise<void>): Promise<void> {
    const { client, people, ticketId } = this;
    const reached = await client.waitFor(async () => {
      const { body } = await client.read(people.clerk, `/tickets/${ticketId}`);
      if (body['state'] === state) return true;
      await meanwhile?.();
      return undefined;
    });
    if (reached === undefined) throw new Unplanned('stuck', `did not become ${state}`);
  }

  /** Nobody may archive what was only just registered. */
  private async tooEarly(): Promise<void> {
    const { clerk } = this.people;
    const told = await this.client.command(this.ofTicket(clerk, 'archive', {}));
    if (told.result === 'ok') throw new Unplanned('refused', 'was archived too early');
  }

  private async does(as: Account, command: string, body: object = {}): Promise<void> {
    await this.must(this.ofTicket(as, command, body));
  }

  private ofTicket(as: Account, name: string, body: object): Command {
    const { ticketId } = this;
    return { as, name, path: `/tickets/:id/${name}`, on: ticketId, ticketId, kind: 'ticket', body };
  }

  private async on(
    as: Account | undefined,
    name: string,
    path: string,
    kind: string,
    on: string,
    body: object = {},
  ): Promise<void> {
    await this.must({ as, name, path, kind, on, body, ticketId: this.ticketId });
  }

  private async must(command: Command): Promise<string> {
    const twice = happens(this.random, 0.1);
    const { result, id, reason } = await this.client.command(command, { twice });
    if (result === 'ok') return id;
    const end = result === 'refused' ? 'refused' : 'stuck';
    throw new Unplanned(end, `${command.name} was ${result}: ${reason}`);
  }
}
