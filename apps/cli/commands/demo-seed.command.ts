import { GongdanError } from '@gongdan/core';
import { examples, groupOf, type AddCommand } from '../command.js';

export const addDemoSeed: AddCommand = ({ program, run }) => {
  groupOf(program, 'demo', 'The demonstration organisation.')
    .command('seed')
    .description('Sets up the demonstration organisation in an empty database.')
    .addHelpText('after', examples('demo seed'))
    .action(
      run(() =>
        Promise.reject(
          new GongdanError({
            code: 'DEMO.NOT_THERE',
            category: 'rejected',
            message: 'This release brings no demonstration organisation.',
          }),
        ),
      ),
    );
};
