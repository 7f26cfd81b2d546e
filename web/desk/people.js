// People as the service names them: {user, name}, or just a name.

export const personName = (person) => (typeof person === 'string' ? person : person.name);
export const isPerson = (person, me) =>
  Boolean(person) && (typeof person === 'string' ? person === me.user || person === me.name : person.user === me.user);
