// Run once by MongoDB's image when its data folder is new: the service's own account, for its two databases only.
db.getSiblingDB('admin').createUser({
  user: 'hawiya',
  pwd: process.env.HAWIYA_ACCOUNT_PASSWORD,
  roles: [
    { role: 'dbOwner', db: 'hawiya' },
    { role: 'dbOwner', db: 'hawiya-keys' },
  ],
});
