<?xml version="1.0" encoding="UTF-8"?>
<!--
  Exports of other systems → CMDB: sectors, buildings, floors, rooms and employees, suppliers and contracts with their licences. Each line
  of a file comes as one document (files.json). Everything is known by its Code. References (the sector of an employee, the floor of a room)
  are codes too. A column that a file lacks is no element, and nothing is said of its attribute; an empty cell is an empty element, and takes
  the value away.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:include href="values.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="/inventory">
    <cards>
      <xsl:apply-templates select="sector | building | floor | room | employee | supplier | contract"/>
    </cards>
  </xsl:template>

  <xsl:template match="/inventory/sector">
    <group>
      <Sector key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <xsl:if test="part_of"><Superior><xsl:value-of select="normalize-space(part_of)"/></Superior></xsl:if>
      </Sector>
    </group>
  </xsl:template>

  <xsl:template match="/inventory/building">
    <group>
      <Building key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <xsl:if test="address"><Address><xsl:value-of select="normalize-space(address)"/></Address></xsl:if>
        <xsl:if test="city"><City><xsl:value-of select="normalize-space(city)"/></City></xsl:if>
      </Building>
    </group>
  </xsl:template>

  <xsl:template match="/inventory/floor">
    <group>
      <Floor key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <Building><xsl:value-of select="normalize-space(building)"/></Building>
        <xsl:if test="level"><Level><xsl:value-of select="normalize-space(level)"/></Level></xsl:if>
      </Floor>
    </group>
  </xsl:template>

  <xsl:template match="/inventory/room">
    <group>
      <Room key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <Floor><xsl:value-of select="normalize-space(floor)"/></Floor>
        <xsl:if test="kind"><Kind><xsl:value-of select="normalize-space(kind)"/></Kind></xsl:if>
      </Room>
    </group>
  </xsl:template>

  <xsl:template match="/inventory/employee">
    <group>
      <Employee key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(concat(first_name, ' ', last_name))"/></Description>
        <FirstName><xsl:value-of select="normalize-space(first_name)"/></FirstName>
        <LastName><xsl:value-of select="normalize-space(last_name)"/></LastName>
        <xsl:if test="job_title"><JobTitle><xsl:value-of select="normalize-space(job_title)"/></JobTitle></xsl:if>
        <xsl:if test="email"><Email><xsl:value-of select="normalize-space(email)"/></Email></xsl:if>
        <xsl:if test="phone"><Phone><xsl:value-of select="normalize-space(phone)"/></Phone></xsl:if>
        <xsl:if test="sector"><Sector><xsl:value-of select="normalize-space(sector)"/></Sector></xsl:if>
      </Employee>
    </group>
  </xsl:template>

  <xsl:template match="/inventory/supplier">
    <group>
      <Supplier key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <xsl:if test="address"><Address><xsl:value-of select="normalize-space(address)"/></Address></xsl:if>
        <xsl:if test="email"><Email><xsl:value-of select="normalize-space(email)"/></Email></xsl:if>
        <xsl:if test="phone"><Phone><xsl:value-of select="normalize-space(phone)"/></Phone></xsl:if>
        <xsl:if test="tax_number"><TaxNumber><xsl:value-of select="normalize-space(tax_number)"/></TaxNumber></xsl:if>
      </Supplier>
    </group>
  </xsl:template>

  <xsl:template match="/inventory/contract">
    <group>
      <Contract key="Code">
        <Code><xsl:value-of select="normalize-space(code)"/></Code>
        <Description><xsl:value-of select="normalize-space(name)"/></Description>
        <xsl:if test="kind"><Kind><xsl:value-of select="normalize-space(kind)"/></Kind></xsl:if>
        <xsl:if test="supplier"><Supplier><xsl:value-of select="normalize-space(supplier)"/></Supplier></xsl:if>
        <xsl:if test="start"><StartDate><xsl:call-template name="date"><xsl:with-param name="value" select="start"/></xsl:call-template></StartDate></xsl:if>
        <xsl:if test="end"><EndDate><xsl:call-template name="date"><xsl:with-param name="value" select="end"/></xsl:call-template></EndDate></xsl:if>
        <xsl:if test="notice"><NoticeDate><xsl:call-template name="date"><xsl:with-param name="value" select="notice"/></xsl:call-template></NoticeDate></xsl:if>
        <xsl:if test="amount"><Amount><xsl:call-template name="amount"><xsl:with-param name="value" select="amount"/></xsl:call-template></Amount></xsl:if>
        <xsl:if test="currency"><Currency><xsl:value-of select="normalize-space(currency)"/></Currency></xsl:if>
      </Contract>
      <xsl:for-each select="../licence[normalize-space(contract) = normalize-space(current()/code)]">
        <Licence domain="ContractLicences" domaindirection="directed" identify="Code">
          <Code><xsl:value-of select="normalize-space(code)"/></Code>
          <Description><xsl:value-of select="normalize-space(name)"/></Description>
          <xsl:if test="kind"><Kind><xsl:value-of select="normalize-space(kind)"/></Kind></xsl:if>
          <xsl:if test="seats"><Seats><xsl:value-of select="normalize-space(seats)"/></Seats></xsl:if>
        </Licence>
      </xsl:for-each>
    </group>
  </xsl:template>
</xsl:stylesheet>
