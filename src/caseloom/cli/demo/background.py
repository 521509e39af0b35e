"""Everybody else: ordinary households, seen by the sources now and then."""

from datetime import timedelta
from random import Random

from caseloom.cli.demo.sources import LAST_DAY, Party
from caseloom.cli.demo.story import Desk, moment
from caseloom.cli.demo.world import Person, World


class Background:
    """Writes what the sources saw of the world's households. Holds nothing of what it wrote."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world, self._desk = world, desk
        self._rng = world.random("background", 0)

    def household(self, number: int) -> None:
        """Write what was seen of household `number`."""
        people = self._world.household(number)
        founded = self._world.founder_of(number)
        if founded:
            self._firm(founded, people)
        for person in people:
            self._person(person)

    def _person(self, person: Person) -> None:
        rng = self._rng
        if rng.random() < 0.42:
            self._work(person)
        if rng.random() < 0.5:
            for home in range(len(person.homes)):
                self._desk.addresses.entry(rng, person, home)
                if rng.random() < 0.04:
                    self._desk.addresses.entry(rng, person, home)
        if person.vehicle and rng.random() < 0.25:
            self._drive(person)
        if rng.random() < 0.006:
            self._extract(person)
        if rng.random() < 0.25:
            self._pay(person)

    def _firm(self, number: int, people: tuple[Person, ...]) -> None:
        rng, register = self._rng, self._desk.register
        company = self._world.company(number)
        register.company(rng, company)
        register.officer(rng, people[0], company, "Owner", share=rng.choice((50, 60, 75, 100)))
        for person in people[1:]:
            register.officer(rng, person, company, rng.choice(("Director", "Secretary", "Manager")))
        if rng.random() < 0.5:
            other = self._somebody(self._world.households)
            register.officer(rng, other, company, "Director")
        self._trade(number)

    def _trade(self, number: int) -> None:
        rng, bank, world = self._rng, self._desk.bank, self._world
        payer = bank.company(rng, world.company(number))
        for _ in range(rng.randrange(5)):
            payee = bank.company(rng, world.company(rng.randrange(1, world.companies)))
            amount = rng.lognormvariate(7.8, 1.2)
            bank.transfer(rng, payer, payee, moment(rng).date(), amount, "invoice")

    def _work(self, person: Person) -> None:
        rng, payroll = self._rng, self._desk.payroll
        employer = self._world.company(person.employer)
        ended = ""
        if rng.random() < 0.3:
            ended = (LAST_DAY - timedelta(days=rng.randrange(1, 400))).strftime("%m/%d/%Y")
        payroll.add(rng, person, employer, ended=ended)
        if rng.random() < 0.05:
            payroll.add(rng, person, employer)
        if rng.random() < 0.08:
            payroll.add(rng, person, self._world.company(rng.randrange(self._world.companies)))
        if rng.random() < 0.3:
            self._salary(person, self._desk.bank.company(rng, employer))

    def _salary(self, person: Person, payer: Party) -> None:
        rng, bank = self._rng, self._desk.bank
        wage = rng.lognormvariate(7.3, 0.3)
        for month in range(rng.randrange(1, 5)):
            day = LAST_DAY - timedelta(days=30 * month)
            bank.transfer(rng, payer, bank.person(rng, person), day, wage, "wages")

    def _pay(self, person: Person) -> None:
        rng, bank = self._rng, self._desk.bank
        payee = bank.person(rng, self._somebody(400, near=person))
        day, amount = moment(rng).date(), rng.lognormvariate(5, 1)
        bank.transfer(rng, bank.person(rng, person), payee, day, amount)

    def _drive(self, person: Person) -> None:
        rng = self._rng
        if person.vehicle is None:
            return
        family = [p for p in self._world.household(person.number // 4) if p is not person]
        riders = [p for p in family if rng.random() < 0.3]
        if rng.random() < 0.2:
            riders.append(self._somebody(40, near=person))
        for _ in range(1 if rng.random() < 0.8 else 2):
            place = person.homes[-1][0]
            self._desk.stops.stop(rng, person.vehicle, moment(rng), place, [person, *riders])

    def _extract(self, person: Person) -> None:
        """His phone was read out: contacts mostly near, calls mostly to the first of them."""
        rng, phones = self._rng, self._desk.phones
        for place in range(rng.randrange(12, 50)):
            other = self._somebody(120, near=person)
            if place % 2 == 0:
                phones.contact(rng, person.phone, other)
            for _ in range(int(rng.expovariate(1 / (40 / (place + 1))))):
                phones.call(rng, person.phone, other.phone, moment(rng))

    def _somebody(self, reach: int, near: Person | None = None) -> Person:
        """A person at most `reach` households away, so that the world has neighbourhoods."""
        world, rng = self._world, self._rng
        centre = near.number // 4 if near else rng.randrange(world.households)
        number = (centre + _away(rng, reach)) % world.households
        return rng.choice(world.household(number))


def _away(rng: Random, reach: int) -> int:
    return rng.randrange(-reach, reach + 1)
