import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  print,
  validateSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { createSchema } from '../../../server/graphql/server.js';
import { typeDefs } from '../../../server/graphql/typeDefs.generated.js';

const schema = createSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

interface Described {
  place: string;
  description: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): Described[] {
  const own = { place: type.name, description: type.description };
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields());
    return [
      own,
      ...fields.map(({ name, description }) => ({ place: `${type.name}.${name}`, description })),
      ...fields.flatMap(({ name: field, args }) =>
        args.map(({ name, description }) => ({ place: `${type.name}.${field}(${name})`, description })),
      ),
    ];
  }
  if (isInputObjectType(type))
    return [
      own,
      ...Object.values(type.getFields()).map(({ name, description }) => ({
        place: `${type.name}.${name}`,
        description,
      })),
    ];
  if (isEnumType(type))
    return [own, ...type.getValues().map(({ name, description }) => ({ place: `${type.name}.${name}`, description }))];
  return [own];
}

test('every type, field, argument and enum value is described', () => {
  const undescribed = types.flatMap(partsOf).filter(({ description }) => (description ?? '').trim() === '');
  expect(undescribed.map(({ place }) => place)).toEqual([]);
});

test('the server serves schema.graphql as it stands in the repository', () => {
  const written = buildSchema(readFileSync('schema.graphql', 'utf8'));
  const served = buildSchema(print(typeDefs));
  const shape = (one: typeof schema) =>
    Object.values(one.getTypeMap())
      .filter((type) => !isIntrospectionType(type))
      .flatMap(partsOf);
  expect(shape(served)).toEqual(shape(written));
  expect(validateSchema(schema)).toEqual([]);
});

describe('expected failures are data', () => {
  const results = types.filter(isUnionType);

  test('each mutation answers with a union of its success and of problems', () => {
    for (const { name, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const result = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      expect(String(type)).toBe(`${result}Result!`);
      const members = results.find((union) => union.name === `${result}Result`)?.getTypes() ?? [];
      expect(members.map((member) => member.name)).toContain(`${result}Success`);
      for (const member of members.filter((one) => one.name !== `${result}Success`)) {
        expect(
          member.getInterfaces().map((one) => one.name),
          member.name,
        ).toEqual(['Problem']);
      }
    }
  });

  test('no problem is without a way to happen', () => {
    const problems = types.filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Problem'),
    );
    const used = new Set(results.flatMap((union) => union.getTypes().map(({ name }) => name)));
    expect(problems.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });
});
